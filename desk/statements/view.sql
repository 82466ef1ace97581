-- Articles. Times are in milliseconds UTC, 0 for not known; days are texts as far as they are known.
create table statements_article (
  entry bigint not null,        -- the number of the article
  audience integer not null,
  title text not null,
  outlet text not null,
  published text not null,
  basis text not null,
  at_ms bigint not null,        -- when it was taken in
  forgotten integer not null,
  doc text not null
);

-- Statements that people accepted.
create table statements_said (
  entry bigint not null,
  audience integer not null,
  article bigint not null,
  proposal text not null,
  kind text not null,
  speaker text not null,
  side text not null,
  topic text not null,
  said text not null,           -- a day, month, year or interval
  basis text not null,
  denial integer not null,
  forgotten integer not null,
  doc text not null
);
create index statements_said_article on statements_said (article);
create index statements_said_speaker on statements_said (speaker, said);

-- Proposals that were set aside.
create table statements_aside (
  entry bigint not null,
  audience integer not null,
  article bigint not null,
  proposal text not null
);
create index statements_aside_article on statements_aside (article);

-- The register of commitments.
create table statements_promise (
  entry bigint not null,
  audience integer not null,
  article bigint not null,
  proposal text not null,
  statement bigint not null,    -- entry; 0 for none
  obliged text not null,
  side text not null,
  kind text not null,
  deadline_ms bigint not null,
  status text not null,         -- as a person said last; open at first
  basis text not null,
  changed bigint not null,
  forgotten integer not null,
  doc text not null
);
create index statements_promise_article on statements_promise (article);
create index statements_promise_statement on statements_promise (statement);
create index statements_promise_deadline on statements_promise (deadline_ms);

-- What people said of a commitment, in order, with their evidence.
create table statements_status (
  entry bigint not null,
  audience integer not null,
  promise bigint not null,
  status text not null,
  reason text not null,
  at_ms bigint not null,
  evidence text not null        -- entries, JSON
);
create index statements_status_promise on statements_status (promise, entry);

create table statements_link (
  entry bigint not null,
  audience integer not null,
  type text not null,
  a bigint not null,
  b bigint not null,
  reason text not null
);
create index statements_link_a on statements_link (a);
create index statements_link_b on statements_link (b);

-- The calendar of talks.
create table statements_talk (
  entry bigint not null,
  audience integer not null,
  start_ms bigint not null,
  end_ms bigint not null,
  outcome text not null,        -- empty until it is known
  basis text not null,
  changed bigint not null,
  forgotten integer not null,
  doc text not null,
  held text not null            -- the fact that says what came of it, or empty
);
create index statements_talk_start on statements_talk (start_ms);

-- Claims made in advance.
create table statements_claim (
  entry bigint not null,
  audience integer not null,
  statement bigint not null,
  outcome text not null,        -- empty until it is known
  reason text not null,
  basis text not null,
  forgotten integer not null,
  doc text not null,
  evidence text not null        -- entries, JSON
);

-- Events of other desks' reports, against which statements are held. Positions are in 1e-7 degree.
create table statements_event (
  entry bigint not null,        -- of the report
  audience integer not null,
  dataset text not null,
  external text not null,       -- its number there
  basis text not null,          -- F or I of the exercise; empty for a real event
  type text not null,
  source text not null,
  accused text not null,
  place text not null,
  start_ms bigint not null,
  end_ms bigint not null,
  lat integer,
  lon integer,
  uncertainty_m bigint not null,
  deaths bigint,                -- best figure; null for not known
  hour_invented integer not null
);
create index statements_event_start on statements_event (start_ms);
create index statements_event_entry on statements_event (entry);

-- Judgements that a report accuses a group outside the agreement, for those who read them.
create table statements_outside (
  entry bigint not null,
  audience integer not null,
  report bigint not null,
  who text not null
);
create index statements_outside_report on statements_outside (report);

-- Reports that were taken back, for those who know.
create table statements_retracted (
  entry bigint not null,
  audience integer not null,
  report bigint not null
);
create index statements_retracted_report on statements_retracted (report);
