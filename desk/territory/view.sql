-- Claims as they were known at each entry: a rating ends a row and begins another. Times are in milliseconds UTC, 0 for not
-- known; places in 1e-7 degree.
create table territory_claim (
  entry bigint not null,
  audience integer not null,
  item bigint not null,
  since bigint not null,        -- entry from which the row holds
  ended bigint,                 -- entry from which it does not
  chart integer not null,       -- 0 a single claim, 1 of a chart, 2 of a whole map, 3 of a whole table
  source text not null,
  holder text not null,
  status text not null,
  place text not null,
  pcode text not null,
  lat integer,
  lon integer,
  seen_ms bigint not null,
  from_ms bigint not null,      -- from when the source says it is so; of claims without it, when it was seen
  level integer not null,
  basis text not null,
  drawn integer not null,       -- it has an outline of its own
  south integer,
  north integer,
  west integer,
  east integer,
  author_side text not null,
  forgotten integer not null,
  doc text not null             -- the claim, without its area
);
create index territory_claim_entry on territory_claim (entry, item);
create index territory_claim_seen on territory_claim (chart, source, seen_ms);

-- The outlines of claims, packed.
create table territory_shape (
  entry bigint not null,
  audience integer not null,
  item bigint not null,
  shape blob not null
);
create index territory_shape_entry on territory_shape (entry, item);

-- Charts, one row for each file.
create table territory_chart (
  entry bigint not null,
  audience integer not null,
  ended bigint,
  chart integer not null,       -- as above
  source text not null,
  seen_ms bigint not null,
  claims bigint not null,
  standing bigint not null,
  doc text not null             -- the fact, without its claims
);
create index territory_chart_seen on territory_chart (chart, source, seen_ms);

-- What was made of a claim: ground that passed, forces that approached, groups that reappeared.
create table territory_alert (
  entry bigint not null,
  audience integer not null,
  claim bigint not null,
  item bigint not null,
  kind text not null,           -- passed, approached or reappeared
  holder text not null,         -- to whom it passed, for whom the force fights, or the group
  outcome text not null,        -- candidate, not_covered, undetermined, not_reliable or indicator
  clause text not null,
  lat integer,
  lon integer,
  at_ms bigint not null,
  doc text not null
);
create index territory_alert_claim on territory_alert (claim);

-- Units with codes. A newer set of the same name ends the older.
create table territory_unit (
  entry bigint not null,
  audience integer not null,
  ended bigint,
  unit_set text not null,
  pcode text not null,
  name text not null,
  name_ar text not null,
  parent text not null,
  people bigint not null,
  lat integer,
  lon integer,
  shape blob
);
create index territory_unit_set on territory_unit (unit_set, pcode);
