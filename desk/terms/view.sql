-- The texts of the agreement, each as it was recorded. effective is 0 for the first.
create table terms_version (
	entry bigint not null,
	audience integer not null,
	version bigint not null,
	digest text not null,
	title text not null,
	effective bigint not null,
	recorded bigint not null,
	clauses text not null, -- what it changes, joined by commas
	zones text not null,
	other text not null
);

-- Every move of the agreement, and every signature and amendment, in order.
create table terms_step (
	entry bigint not null,
	audience integer not null,
	step text not null, -- offered, signed, agreed, came into force, suspended, resumed, ended, amended
	effective bigint not null,
	recorded bigint not null,
	history integer not null,
	reason text not null,
	by_whom text not null,
	clause text not null,
	notice bigint not null,
	version bigint not null
);

-- Lines of the adherence register.
create table terms_adherence (
	entry bigint not null,
	audience integer not null,
	side text not null,
	told_at bigint not null,
	channel text not null,
	accepted_at bigint not null,
	accepted_by text not null,
	recorded_by text not null,
	note text not null
);

-- What became of windows of silence.
create table terms_window_step (
	entry bigint not null,
	audience integer not null,
	id text not null,
	step text not null,
	at bigint not null,
	text text not null,
	report bigint not null -- 0 for none
);

-- Reports that were judged by a clause which names a zone or a window: for those who read the judgement.
create table terms_breach (
	entry bigint not null,
	audience integer not null,
	zone text not null,
	report bigint not null,
	side text not null,
	outcome text not null
);
create index terms_breach_zone on terms_breach (zone, report);

-- Form F19 of a window, as JSON.
create table terms_window_request (
	entry bigint not null,
	audience integer not null,
	id text not null,
	doc text not null
);

-- Windows of silence, the newest row of an id holds.
create table terms_window (
	entry bigint not null,
	audience integer not null,
	id text not null,
	work text not null,
	lat bigint not null, -- 1e-7 degree
	lon bigint not null,
	radius_m bigint not null,
	begins bigint not null,
	ends bigint not null,
	guarantees text not null
);

-- Ticks of the start-day list, the newest row of an item holds.
create table terms_tick (
	entry bigint not null,
	audience integer not null,
	item text not null,
	done integer not null,
	by_whom text not null,
	note text not null
);

-- Who holds which role, for those who may know.
create table terms_holder (
	entry bigint not null,
	audience integer not null,
	member text not null,
	role text not null
);

-- The steps of forgetting.
create table terms_forgetting (
	entry bigint not null,
	audience integer not null,
	target bigint not null,
	step text not null, -- proposed, agreed, forgotten
	by_whom text not null,
	reason text not null,
	recorded bigint not null
);
