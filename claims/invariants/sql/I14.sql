-- No slot is booked beyond its seats: a seat is held once.
-- Tables of the app above, read by name: nothing of it is imported.
SELECT concat('预约时段 ', s.slot_id, ' 的', s.number, '号给了', count(*), '人') AS what
FROM appointments_booking b JOIN appointments_seat s ON s.id = b.seat_id
WHERE b.cancelled_at IS NULL
GROUP BY s.id HAVING count(*) > 1
