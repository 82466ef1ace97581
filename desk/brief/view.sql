-- What may be counted, as any desk's facts tell it. Positions are in 1e-7 degree, times in milliseconds UTC. Nothing is
-- changed when more becomes known: what came later stands in the other tables, so that it can be counted as it was known
-- at any entry.
create table brief_report (
  entry integer not null primary key,
  audience integer not null,
  whole bigint,                 -- of which report this is a shared part
  form text not null,
  channel text not null,
  source text not null,
  dataset text not null,
  external_id text not null,
  basis text not null,          -- F, I or empty
  type text not null,
  accused text not null,
  start_ms bigint not null,     -- 0: not known
  end_ms bigint not null,
  lat integer,
  lon integer,
  uncertainty_m bigint not null,
  place_name text not null,
  severity bigint not null,
  level bigint not null,        -- when it was entered
  minutes bigint,
  harmed text not null,         -- JSON, empty for nobody
  recorded_ms bigint not null
);
create index brief_report_start on brief_report (start_ms);

create table brief_judgement (
  entry integer not null primary key,
  audience integer not null,
  ended bigint,                 -- entry of the next judgement of the same report
  report bigint not null,
  outcome text not null,
  reason text not null,
  clause text not null,
  side text not null,
  certainty text not null,
  excluded text not null
);
create index brief_judgement_report on brief_judgement (report);

create table brief_level (
  entry bigint not null,
  audience integer not null,
  ended bigint,                 -- entry of the next rating of the same report
  report bigint not null,
  level bigint not null
);
create index brief_level_report on brief_level (report);

create table brief_retraction (
  entry bigint not null,
  audience integer not null,
  report bigint not null
);
create index brief_retraction_report on brief_retraction (report);

create table brief_relation (
  entry bigint not null,
  audience integer not null,
  from_entry bigint not null,
  to_entry bigint not null,
  relation text not null
);
create index brief_relation_from on brief_relation (from_entry);
create index brief_relation_to on brief_relation (to_entry);

create table brief_coverage (
  entry bigint not null,
  audience integer not null,
  lat integer,
  lon integer,
  place_name text not null,
  from_ms bigint not null,
  to_ms bigint not null         -- 0: nobody wrote down the end
);

create table brief_tally (
  entry bigint not null,
  audience integer not null,
  place integer not null,       -- among the tallies of the entry
  what text not null,
  code text not null,
  side text not null,
  of_entry bigint,
  part bigint not null,
  at_ms bigint not null,
  due_ms bigint not null,
  late integer not null,
  minutes bigint
);
create index brief_tally_what on brief_tally (what, at_ms);

-- What was forgotten, so that a brief that no longer comes out the same can say why.
create table brief_gone (
  entry bigint not null,
  audience integer not null,
  gone bigint not null
);

create table brief_published (
  entry integer not null primary key,
  audience integer not null,
  number bigint not null,
  kind text not null,
  edition text not null,
  from_ms bigint not null,
  to_ms bigint not null,
  known bigint not null,
  of_entry bigint,              -- the brief that it takes the place of
  doc text not null
);

create table brief_correction (
  entry integer not null primary key,
  audience integer not null,
  of_entry bigint not null,     -- the published brief
  recorded_ms bigint not null,
  doc text not null
);
create index brief_correction_of on brief_correction (of_entry);
