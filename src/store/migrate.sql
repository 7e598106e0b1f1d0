-- migration_list many () -> (number int, name text, hash text)
SELECT number, name, hash FROM schema_migration ORDER BY number LIMIT 10000;

-- migration_add run (number int, name text, hash text, applied_at time)
INSERT INTO schema_migration (number, name, hash, applied_at) VALUES (:number, :name, :hash, :applied_at);
