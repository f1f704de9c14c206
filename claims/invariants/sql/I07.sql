-- Nothing that is owed waits for long: messages, and files of the bank.
SELECT 'message ' || id || ' has waited since ' || created_at AS what
FROM members_message
WHERE sms_state = 'owed' AND created_at < now() - interval '15 minutes' AND expires_at > now()
UNION ALL
SELECT 'bank return ' || id || ' has waited since ' || uploaded_at
FROM claims_bankreturn
WHERE settled_at IS NULL AND uploaded_at < now() - interval '15 minutes'
