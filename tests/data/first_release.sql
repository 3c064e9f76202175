BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE conversations (
	sender_id VARCHAR(64) NOT NULL, 
	state JSON NOT NULL, 
	updated_at DATETIME NOT NULL, 
	PRIMARY KEY (sender_id)
);
INSERT INTO "conversations" VALUES('5000000001','{"slots": {"offered_for": "cara pakai masker", "last_topic": "m5-apar-pasang"}, "loop": null, "events": [{"event": "user", "timestamp": 1795819353.352844, "text": "", "parse_data": {"intent": {"name": "rate", "confidence": 1.0}, "entities": [], "text": "", "message_id": null, "metadata": {}}, "input_channel": null, "message_id": null, "metadata": {}}, {"event": "action", "timestamp": 1795819353.3573554, "name": "action_rate", "policy": "RulePolicy", "confidence": 1.0}, {"event": "action", "timestamp": 1795819353.3583362, "name": "action_listen", "policy": "RulePolicy", "confidence": 1.0}, {"event": "user", "timestamp": 1795819353.8544786, "text": "", "parse_data": {"intent": {"name": "rate", "confidence": 1.0}, "entities": [], "text": "", "message_id": null, "metadata": {}}, "input_channel": null, "message_id": null, "metadata": {}}, {"event": "action", "timestamp": 1795819353.8586302, "name": "action_rate", "policy": "RulePolicy", "confidence": 1.0}, {"event": "action", "timestamp": 1795819353.8597324, "name": "action_listen", "policy": "RulePolicy", "confidence": 1.0}, {"event": "user", "timestamp": 1795819356.3766026, "text": "", "parse_data": {"intent": {"name": "ask", "confidence": 1.0}, "entities": [], "text": "", "message_id": null, "metadata": {}}, "input_channel": null, "message_id": null, "metadata": {}}, {"event": "action", "timestamp": 1795819356.3790789, "name": "action_answer", "policy": "RulePolicy", "confidence": 1.0}, {"event": "action", "timestamp": 1795819356.3805635, "name": "action_listen", "policy": "RulePolicy", "confidence": 1.0}]}','2026-11-27 22:42:36.380783');
INSERT INTO "conversations" VALUES('5000000002','{"slots": {"offered_for": "tinggi meja kerja yg bener", "last_topic": "m4-cuti-melahirkan"}, "loop": null, "events": [{"event": "user", "timestamp": 1795819354.3582418, "text": "", "parse_data": {"intent": {"name": "rate", "confidence": 1.0}, "entities": [], "text": "", "message_id": null, "metadata": {}}, "input_channel": null, "message_id": null, "metadata": {}}, {"event": "action", "timestamp": 1795819354.360383, "name": "action_rate", "policy": "RulePolicy", "confidence": 1.0}, {"event": "action", "timestamp": 1795819354.361273, "name": "action_listen", "policy": "RulePolicy", "confidence": 1.0}, {"event": "user", "timestamp": 1795819354.8607082, "text": "", "parse_data": {"intent": {"name": "rate", "confidence": 1.0}, "entities": [], "text": "", "message_id": null, "metadata": {}}, "input_channel": null, "message_id": null, "metadata": {}}, {"event": "action", "timestamp": 1795819354.8626592, "name": "action_rate", "policy": "RulePolicy", "confidence": 1.0}, {"event": "action", "timestamp": 1795819354.8634713, "name": "action_listen", "policy": "RulePolicy", "confidence": 1.0}, {"event": "user", "timestamp": 1795819355.371437, "text": "", "parse_data": {"intent": {"name": "ask", "confidence": 1.0}, "entities": [], "text": "", "message_id": null, "metadata": {}}, "input_channel": null, "message_id": null, "metadata": {}}, {"event": "action", "timestamp": 1795819355.3729155, "name": "action_answer", "policy": "RulePolicy", "confidence": 1.0}, {"event": "action", "timestamp": 1795819355.3736224, "name": "action_listen", "policy": "RulePolicy", "confidence": 1.0}]}','2026-11-27 22:42:35.373738');
INSERT INTO "conversations" VALUES('5000000003','{"slots": {"lost_in_a_row": 1}, "loop": null, "events": [{"event": "action", "timestamp": 1795819350.3429167, "name": "action_session_start", "policy": null, "confidence": 1.0}, {"event": "session_started", "timestamp": 1795819350.3429897, "metadata": {"model_id": "e6f007e9727749af888dd5069faba15a", "assistant_id": "mitra-score"}}, {"event": "action", "timestamp": 1795819350.3429961, "name": "action_listen", "policy": null, "confidence": null}, {"event": "user", "timestamp": 1795819350.3430526, "text": "", "parse_data": {"intent": {"name": "ask", "confidence": 1.0}, "entities": [], "text": "", "message_id": null, "metadata": {}}, "input_channel": null, "message_id": null, "metadata": {}}, {"event": "action", "timestamp": 1795819350.344166, "name": "action_answer", "policy": "RulePolicy", "confidence": 1.0}, {"event": "action", "timestamp": 1795819350.3447978, "name": "action_listen", "policy": "RulePolicy", "confidence": 1.0}, {"event": "user", "timestamp": 1795819351.3464296, "text": "", "parse_data": {"intent": {"name": "nlu_fallback", "confidence": 1.0}, "entities": [], "text": "", "message_id": null, "metadata": {}}, "input_channel": null, "message_id": null, "metadata": {}}, {"event": "action", "timestamp": 1795819351.3500106, "name": "action_lost", "policy": "RulePolicy", "confidence": 1.0}, {"event": "action", "timestamp": 1795819351.350757, "name": "action_listen", "policy": "RulePolicy", "confidence": 1.0}]}','2026-11-27 22:42:31.350873');
CREATE TABLE handled (
	"key" VARCHAR(160) NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "handled" VALUES('update:4242:100000001','2026-11-27 22:42:24.315195');
INSERT INTO "handled" VALUES('update:4242:100000002','2026-11-27 22:42:25.318654');
INSERT INTO "handled" VALUES('update:4242:100000003','2026-11-27 22:42:26.322765');
INSERT INTO "handled" VALUES('update:4242:100000004','2026-11-27 22:42:27.326438');
INSERT INTO "handled" VALUES('update:4242:100000005','2026-11-27 22:42:28.330849');
INSERT INTO "handled" VALUES('update:4242:100000006','2026-11-27 22:42:29.334528');
INSERT INTO "handled" VALUES('update:4242:100000007','2026-11-27 22:42:30.338498');
INSERT INTO "handled" VALUES('update:4242:100000008','2026-11-27 22:42:31.342112');
INSERT INTO "handled" VALUES('update:4242:100000009','2026-11-27 22:42:32.346048');
INSERT INTO "handled" VALUES('update:4242:100000010','2026-11-27 22:42:33.349588');
INSERT INTO "handled" VALUES('tap:5000000001:6:5000000001:9030e0f60ff065a5','2026-11-27 22:42:33.349588');
INSERT INTO "handled" VALUES('update:4242:100000011','2026-11-27 22:42:33.851519');
INSERT INTO "handled" VALUES('tap:5000000001:6:5000000001:38d09e5cc391e2d5','2026-11-27 22:42:33.851519');
INSERT INTO "handled" VALUES('update:4242:100000012','2026-11-27 22:42:34.355226');
INSERT INTO "handled" VALUES('tap:5000000002:18:5000000002:169358f586ec64b4','2026-11-27 22:42:34.355226');
INSERT INTO "handled" VALUES('update:4242:100000013','2026-11-27 22:42:34.858061');
INSERT INTO "handled" VALUES('tap:5000000002:18:5000000002:cb2451253a4e6b3c','2026-11-27 22:42:34.858061');
INSERT INTO "handled" VALUES('update:4242:100000014','2026-11-27 22:42:35.362381');
INSERT INTO "handled" VALUES('update:4242:100000015','2026-11-27 22:42:35.366953');
INSERT INTO "handled" VALUES('update:4242:100000016','2026-11-27 22:42:36.369139');
CREATE TABLE open_questions (
	id INTEGER NOT NULL, 
	text TEXT NOT NULL, 
	normalised VARCHAR(300) NOT NULL, 
	times INTEGER NOT NULL, 
	first_on DATE NOT NULL, 
	last_on DATE NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT uq_open_questions_normalised UNIQUE (normalised)
);
INSERT INTO "open_questions" VALUES(1,'siapa presiden prancis','siapa presiden prancis',1,'2026-11-28','2026-11-28');
CREATE TABLE outbox_messages (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	chat_id BIGINT NOT NULL, 
	method VARCHAR(32) NOT NULL, 
	payload JSON NOT NULL, 
	status VARCHAR(16) NOT NULL, 
	due_at DATETIME NOT NULL, 
	attempts INTEGER NOT NULL, 
	leased_until DATETIME, 
	reason VARCHAR(64)
);
INSERT INTO "outbox_messages" VALUES(18,5000000002,'send_message','{"text": "Belum sempat dikirim"}','waiting','2026-11-27 22:42:39.371183',0,'2026-11-27 22:43:09.371183',NULL);
CREATE TABLE topic_ratings (
	topic_id VARCHAR(64) NOT NULL, 
	rater VARCHAR(32) NOT NULL, 
	useful BOOLEAN NOT NULL, 
	PRIMARY KEY (topic_id, rater)
);
INSERT INTO "topic_ratings" VALUES('m5-apar-pasang','3ccae1a1fa223e152a2d30bb1510efd2',0);
INSERT INTO "topic_ratings" VALUES('m4-cuti-melahirkan','f448cd8e1bc233ec86ba609715870bae',0);
CREATE TABLE unreachable_chats (
	chat_id BIGINT NOT NULL, 
	since DATETIME NOT NULL, 
	PRIMARY KEY (chat_id)
);
CREATE INDEX ix_handled_at ON handled (at);
CREATE INDEX ix_open_questions_last_on ON open_questions (last_on);
CREATE INDEX ix_outbox_messages_chat ON outbox_messages (chat_id, id);
CREATE INDEX ix_outbox_messages_due ON outbox_messages (status, due_at);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('outbox_messages',18);
COMMIT;
