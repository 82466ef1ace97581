-- What was told, for those who were.
create table notify_notice (
	entry bigint not null,
	audience integer not null,
	notice text not null,
	asked bigint not null, -- entry that asked for it
	subject text not null,
	body text not null,
	answer_by bigint not null, -- 0 for none
	priority text not null,
	told_at bigint not null
);
create index notify_notice_id on notify_notice (notice);

-- To whom in which way, and how it goes; for the admins, the duty officers and the member.
create table notify_intent (
	entry bigint not null,
	audience integer not null,
	intent text not null,
	notice text not null,
	member text not null,
	way text not null,
	priority text not null,
	state text not null, -- intended, sending, sent, failed, perhaps_sent, given_up; of the console: shown
	attempt bigint not null,
	next_at bigint not null, -- when the next attempt is due; 0 for none
	answer text not null, -- what the receiver said last, or why it was given up
	changed_at bigint not null
);
create index notify_intent_id on notify_intent (intent);
create index notify_intent_member on notify_intent (member, way, entry);

create table notify_address (
	entry bigint not null,
	audience integer not null,
	address text not null,
	member text not null,
	way text not null,
	target text not null
);

-- For the member alone.
create table notify_read (
	entry bigint not null,
	audience integer not null,
	intent text not null,
	read_at bigint not null
);
create index notify_read_intent on notify_read (intent);

-- Alarms, for those who read the facts that tell of them.
create table notify_alarm (
	entry bigint not null,
	audience integer not null,
	key text not null,
	about bigint not null, -- entry of the fact; of a notice, the fact that asked for it
	recorded_ms bigint not null,
	replaces bigint not null, -- entry of the earlier alarm that this one changes or ends; 0 for none
	since_ms bigint not null, -- when that one was recorded
	is_over integer not null,
	doc text not null
);
create index notify_alarm_key on notify_alarm (key, entry);
create index notify_alarm_entry on notify_alarm (entry);
