-- What an account used, by day and service, from a day and the service behind one of that day on.
-- usage_days_from many (account id, day time, service text, until time) -> UsageFocusDay (day time, service text, quantity text, amount text)
SELECT day, service, quantity, amount FROM usage_day
WHERE account = :account AND day >= :day AND day < :until AND (day > :day OR service > :service) ORDER BY day, service LIMIT 500;
