-- What is said to have happened: allegations, observations, restrictions by a party, and shared parts of them.
-- Positions are in 1e-7 degree, times in milliseconds UTC. A column of the judgement is null until it is read.
create table observe_report (
  entry integer not null primary key,
  audience integer not null,
  ended bigint,                 -- entry of the retraction
  kind text not null,           -- alleged, observed, restricted or shared
  of_entry bigint,              -- of what a shared part is a part
  recorded_ms bigint not null,
  receiver text not null,
  channel text not null,
  source text not null,
  accuser text not null,
  accused text not null,
  type text not null,
  start_ms bigint not null,     -- 0: not known
  end_ms bigint not null,
  lat integer,
  lon integer,
  uncertainty_m bigint not null,
  place_name text not null,
  severity bigint not null,
  level_given bigint not null,  -- when the report was entered
  level bigint not null,
  minutes bigint,
  basis text not null,          -- F, I or empty
  dataset text not null,
  external_id text not null,
  summary text not null,
  judged bigint,                -- entry of the judgement
  outcome text not null,
  reason text not null,
  clause text not null,
  zone text not null,
  side text not null,
  certainty text not null,      -- how the report names the accused
  why text not null,
  doc text not null,            -- the fact as JSON
  judgement text not null,      -- the judgement as JSON
  changed bigint not null,      -- the newest entry that wrote in this row
  cell bigint                   -- of the place (geo.Cell); null without one
);
-- The audience stands in these, so that rows are counted for a reader without being read.
create index observe_report_start on observe_report (start_ms, end_ms, audience, kind, of_entry, outcome, clause);
create index observe_report_long on observe_report (start_ms, end_ms, audience) where end_ms - start_ms > 86400000;
create index observe_report_cell on observe_report (cell, lat, lon, audience) where cell is not null;
create index observe_report_changed on observe_report (changed, audience);
create index observe_report_type on observe_report (type, start_ms);
create index observe_report_of on observe_report (of_entry) where of_entry is not null;

-- One clause that a report may breach.
create table observe_hit (
  entry bigint not null,        -- of the judgement
  audience integer not null,
  ended bigint,
  report bigint not null,
  place integer not null,       -- 0 is the most specific
  clause text not null,
  act text not null,
  zone text not null,
  zone_version bigint not null,
  relation text not null,
  distance_cm bigint not null,
  limit_cm bigint not null,
  tolerance_cm bigint not null,
  start_ms bigint not null,
  why text not null
);
create index observe_hit_report on observe_hit (report);
create index observe_hit_clause on observe_hit (clause, report);

create table observe_rating (
  entry integer not null primary key,
  audience integer not null,
  ended bigint,                 -- entry of the next rating of the same report
  report bigint not null,
  level bigint not null,
  rater text not null,
  doc text not null
);
create index observe_rating_report on observe_rating (report);

create table observe_link (
  entry bigint not null,        -- of the link, or of the report that came with it
  audience integer not null,
  from_entry bigint not null,
  to_entry bigint not null,
  relation text not null,
  reason text not null
);
create index observe_link_from on observe_link (from_entry);
create index observe_link_to on observe_link (to_entry);

create table observe_retraction (
  entry integer not null primary key,
  audience integer not null,
  report bigint not null,
  by_member text not null,
  reason text not null
);
create index observe_retraction_report on observe_retraction (report);

create table observe_restriction (
  entry integer not null primary key,
  audience integer not null,
  ended bigint,
  kind text not null,
  cause text not null,
  effect text not null,
  holder text not null,
  start_ms bigint not null,
  end_ms bigint not null,
  minutes bigint,
  place_name text not null,
  lat integer,
  lon integer,
  patrol bigint,
  doc text not null,
  changed bigint not null       -- the newest entry that wrote in this row
);
create index observe_restriction_changed on observe_restriction (changed);
create index observe_restriction_start on observe_restriction (start_ms);

create table observe_patrol (
  entry integer not null primary key,
  audience integer not null,
  team text not null,
  mode text not null,
  state text not null,
  departure_ms bigint not null,
  return_ms bigint not null,
  alarm_minutes bigint not null,
  last_contact_ms bigint not null,
  report_due_ms bigint not null,
  missed bigint,                -- entry of the last missed contact that no contact has followed
  doc text not null
);

create table observe_patrol_step (
  entry integer not null primary key,
  audience integer not null,
  patrol bigint not null,
  step text not null,
  at_ms bigint not null,
  doc text not null
);
create index observe_patrol_step_patrol on observe_patrol_step (patrol);

create table observe_sos (
  entry integer not null primary key,
  audience integer not null,
  ended bigint,                 -- entry that closed it
  patrol bigint,
  team text not null,
  danger text not null,
  at_ms bigint not null,
  outcome text not null,
  doc text not null
);

create table observe_weapon (
  entry integer not null primary key,
  audience integer not null,
  party text not null,
  site text not null,
  class text not null,
  declared bigint not null,
  verdict text not null,        -- declared until somebody went there
  verified bigint,              -- entry of the last verification
  verified_ms bigint not null,
  next_due_ms bigint not null,
  lat integer,
  lon integer,
  doc text not null,
  declared_ms bigint not null,  -- for when the number was declared
  changed bigint not null       -- the newest entry that wrote in this row
);
create index observe_weapon_changed on observe_weapon (changed);

create table observe_verification (
  entry integer not null primary key,
  audience integer not null,
  declaration bigint not null,
  verdict text not null,
  at_ms bigint not null,
  doc text not null
);
create index observe_verification_declaration on observe_verification (declaration);

create table observe_withdrawal (
  entry integer not null primary key,
  audience integer not null,
  party text not null,
  class text not null,
  due_ms bigint not null,
  state text not null,          -- set, partly_claimed, claimed, partly_seen or seen
  doc text not null
);

create table observe_withdrawal_report (
  entry integer not null primary key,
  audience integer not null,
  withdrawal bigint not null,
  at_ms bigint not null,
  doc text not null
);

create table observe_handover (
  entry integer not null primary key,
  audience integer not null,
  from_member text not null,
  to_name text not null,
  start_ms bigint not null,
  end_ms bigint not null,
  doc text not null
);

create table observe_crater (
  entry integer not null primary key,
  audience integer not null,
  crater text not null,
  team text not null,
  at_ms bigint not null,
  lat integer,
  lon integer,
  doc text not null
);

-- What was written away from the line, by whichever desk it was taken in.
create table observe_written (
  entry integer not null primary key,
  audience integer not null,
  device text not null,         -- empty where no device signed
  member text not null,
  number bigint not null,       -- 0 where the sender does not count
  corrects bigint not null,
  at_ms bigint not null,        -- by the device's clock
  recorded_ms bigint not null,
  skew_ms bigint,
  means text not null,
  kind text not null
);
create index observe_written_device on observe_written (device, number);

-- Files that were taken in, by their hash: a report names its files so, and may come before them.
create table observe_file (
  entry integer not null primary key,
  audience integer not null,
  content text not null,
  name text not null,
  form text not null,
  size bigint not null
);
create index observe_file_content on observe_file (content);
