CREATE INDEX usage_batch_by_hub ON usage_batch (hub, id);
