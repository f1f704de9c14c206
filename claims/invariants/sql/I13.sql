-- No message says an ID number, a mobile number or a card in full.
SELECT concat('消息 ', id, ' 含有完整的号码') AS what
FROM members_message
WHERE text ~ '(^|[^0-9])([1-9][0-9]{16}[0-9Xx]|1[3-9][0-9]{9}|[0-9]{16,19})([^0-9]|$)'
