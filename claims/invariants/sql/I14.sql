-- No slot is booked beyond its seats. These tables are of the app above: nothing of it is imported.
SELECT 'slot ' || s.slot_id || ' has ' || count(DISTINCT s.id) || ' seats and ' || count(b.id) || ' bookings' AS what
FROM appointments_seat s
LEFT JOIN appointments_booking b ON b.seat_id = s.id AND b.cancelled_at IS NULL
GROUP BY s.slot_id HAVING count(b.id) > count(DISTINCT s.id)
