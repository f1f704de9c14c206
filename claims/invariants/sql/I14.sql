-- No slot is booked beyond its seats: a seat is held once.
-- Tables of the app above, read by name: nothing of it is imported.
SELECT 'slot ' || s.slot_id || ' seat ' || s.number || ' is held ' || count(*) || ' times' AS what
FROM appointments_booking b JOIN appointments_seat s ON s.id = b.seat_id
WHERE b.cancelled_at IS NULL
GROUP BY s.id HAVING count(*) > 1
