-- Nothing that is owed waits for long: messages, and files of the bank.
SELECT concat('消息 ', id, ' 自', to_char(created_at AT TIME ZONE %(zone)s, 'YYYY-MM-DD HH24:MI'), '起没有发出') AS what
FROM members_message
WHERE sms_state = 'owed' AND created_at < now() - interval '15 minutes' AND expires_at > now()
UNION ALL
SELECT concat('银行回盘 ', id, ' 自', to_char(uploaded_at AT TIME ZONE %(zone)s, 'YYYY-MM-DD HH24:MI'), '起没有入账')
FROM claims_bankreturn
WHERE settled_at IS NULL AND uploaded_at < now() - interval '15 minutes'
