-- A version of a flight: whole for the mission and the side that asks, and its asked part for the sides that decide.
create table air_flight (
	entry bigint not null,
	audience integer not null,
	flight bigint not null,
	version bigint not null,
	part text not null, -- whole or asked
	purpose text not null,
	call_sign text not null,
	operator text not null,
	side text not null,
	departure text not null,
	destination text not null,
	from_ms bigint not null,
	to_ms bigint not null,
	south bigint, -- the box round the route; null without one
	west bigint,
	north bigint,
	east bigint,
	doc text not null
);
create index air_flight_no on air_flight (flight, version, part);
create index air_flight_from on air_flight (from_ms);

-- What became of flights, in steps. The newest with a state says where a flight stands, as far as the reader knows.
create table air_step (
	entry bigint not null,
	audience integer not null,
	flight bigint not null,
	version bigint not null,
	kind text not null, -- sent, acknowledged, answered, overdue, settled, departed, ended
	state text not null, -- of the flight from then on; empty if it stays
	side text not null,
	at_ms bigint not null,
	late integer not null,
	doc text not null
);
create index air_step_flight on air_step (flight, entry);

-- Deadlines of sides; ended is the entry that kept them or made them pass.
create table air_clock (
	entry bigint not null,
	audience integer not null,
	flight bigint not null,
	version bigint not null,
	side text not null,
	what text not null, -- ack or decide
	due_ms bigint not null,
	ended bigint,
	kept integer not null
);
create index air_clock_flight on air_clock (flight, version, side, what);
create index air_clock_due on air_clock (due_ms);

create table air_event (
	entry bigint not null,
	audience integer not null,
	changed bigint not null,
	class text not null,
	was text not null, -- as found by the rules
	source text not null,
	source_kind text not null,
	aircraft text not null,
	call_sign text not null,
	zone text not null,
	protected integer not null, -- the zone is: it stands in no layer
	from_ms bigint not null,
	to_ms bigint not null,
	lat integer not null,
	lon integer not null,
	uncertainty_m bigint not null,
	low_ft bigint,
	high_ft bigint,
	datum text not null,
	flight bigint, -- that explains it, or that it is most like
	report bigint,
	track bigint not null, -- entry of the evidence
	outcome text not null, -- how it was held against the clauses; empty where it was not
	clause text not null,
	why_law text not null,
	doc text not null
);
create index air_event_entry on air_event (entry);
create index air_event_from on air_event (from_ms);

-- More of the visit of an event, as a live source showed it.
create table air_followed (
	entry bigint not null,
	audience integer not null,
	event bigint not null,
	track bigint not null, -- entry of the evidence
	class text not null,
	from_ms bigint not null,
	to_ms bigint not null,
	doc text not null
);
create index air_followed_event on air_followed (event, entry);

-- Hours of sources that were taken in as files.
create table air_bundle (
	entry bigint not null,
	audience integer not null,
	source text not null,
	source_kind text not null,
	from_ms bigint not null,
	to_ms bigint not null,
	positions bigint not null,
	digest text not null,
	file bigint not null
);
create index air_bundle_source on air_bundle (source, from_ms);

-- Alarms: before an entry, and of events that a live source showed.
create table air_alert (
	entry bigint not null,
	audience integer not null,
	kind text not null, -- approach or event
	source text not null,
	aircraft text not null,
	call_sign text not null,
	zone text not null,
	at_ms bigint not null,
	seconds bigint not null, -- from then to the entry; 0 for an event
	lat integer not null,
	lon integer not null,
	class text not null, -- of the event
	seen_by text not null, -- member; empty while nobody has acknowledged it
	seen_ms bigint not null,
	doc text not null
);
create index air_alert_entry on air_alert (entry);
create index air_alert_open on air_alert (seen_by, entry);

create table air_warning (
	entry bigint not null,
	audience integer not null,
	event bigint not null,
	step text not null,
	at_ms bigint not null,
	called text not null,
	body text not null
);
create index air_warning_event on air_warning (event, entry);

-- The evidence: for the roles that weigh it.
create table air_track (
	entry bigint not null,
	audience integer not null,
	source text not null,
	source_kind text not null,
	aircraft text not null,
	from_ms bigint not null,
	to_ms bigint not null,
	fixes bigint not null,
	digest text not null,
	south integer,
	west integer,
	north integer,
	east integer,
	doc text not null
);

create table air_sighting (
	entry bigint not null,
	audience integer not null,
	team text not null,
	means text not null,
	aircraft text not null,
	from_ms bigint not null,
	to_ms bigint not null,
	lat integer,
	lon integer,
	uncertainty_m bigint not null,
	place_name text not null,
	outcome text not null,
	clause text not null,
	changed bigint not null,
	doc text not null
);
create index air_sighting_entry on air_sighting (entry);

-- Imported zones, each by itself.
create table air_zone (
	entry bigint not null,
	audience integer not null,
	zone text not null, -- set/id
	part bigint not null,
	name text not null,
	class text not null,
	floor text not null,
	ceiling text not null,
	from_ms bigint not null,
	to_ms bigint not null, -- 0: no end
	protected integer not null,
	set_name text not null,
	source text not null,
	changed bigint not null,
	south bigint not null,
	west bigint not null,
	north bigint not null,
	east bigint not null,
	doc text not null
);
create index air_zone_set on air_zone (set_name, entry);

create table air_sensor (
	entry bigint not null,
	audience integer not null,
	source text not null,
	source_kind text not null,
	state text not null,
	at_ms bigint not null,
	lat integer,
	lon integer,
	range_m bigint not null,
	floor_ft bigint,
	body text not null
);
create index air_sensor_source on air_sensor (source, entry);
