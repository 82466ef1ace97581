-- Cases as each may see them: part 0 is the mission's whole, part 1 what was published, part 2 what was served on a side.
-- Positions are in 1e-7 degree, times in milliseconds UTC, 0 for not known.
create table inquiry_case (
  entry bigint not null,        -- that made the row
  audience integer not null,
  ended bigint,                 -- entry that replaced it
  case_no bigint not null,      -- entry that opened the case
  part integer not null,
  opened_ms bigint not null,
  title text not null,
  type text not null,
  side text not null,           -- accused, as reported
  clauses text not null,        -- joined by commas
  severity bigint not null,
  start_ms bigint not null,
  end_ms bigint not null,
  lat integer,
  lon integer,
  uncertainty_m bigint not null,
  place_name text not null,
  state text not null,
  served integer not null,
  assigned integer not null,
  round bigint not null,
  result text not null,         -- joint, separate, none or empty
  verdict text not null,
  level bigint,
  of_case bigint,               -- of which it is a duplicate
  changed bigint not null       -- the newest entry that wrote in this row
);
create index inquiry_case_place on inquiry_case (lat, lon) where lat is not null;
create index inquiry_case_changed on inquiry_case (changed);
create index inquiry_case_no on inquiry_case (case_no, part);
create index inquiry_case_state on inquiry_case (state);
create index inquiry_case_start on inquiry_case (start_ms);

-- The states of each row above: from entry on, until ended.
create table inquiry_state (
  entry bigint not null,
  audience integer not null,
  ended bigint,
  case_no bigint not null,
  part integer not null,
  state text not null,
  since_ms bigint not null
);
create index inquiry_state_case on inquiry_state (case_no, part, entry);

-- Which reports a case rests on.
create table inquiry_report (
  entry bigint not null,
  audience integer not null,
  ended bigint,
  case_no bigint not null,
  report bigint not null,
  reporter text not null,
  reporter_side text not null
);
create index inquiry_report_case on inquiry_report (case_no);
create index inquiry_report_report on inquiry_report (report);

-- Every fact of a case, for its page.
create table inquiry_step (
  entry bigint not null primary key,
  audience integer not null,
  case_no bigint not null,
  kind text not null,
  recorded_ms bigint not null,
  by_member text not null,
  by_side text not null,
  forgotten integer not null,   -- doc is what remains
  doc text not null
);
create index inquiry_step_case on inquiry_step (case_no, entry);

-- Who waits for whom, until when.
create table inquiry_clock (
  entry bigint not null,        -- that started it
  audience integer not null,
  ended bigint,                 -- entry that stopped it
  case_no bigint not null,      -- 0 for an action of minutes
  what text not null,
  item bigint not null,
  part bigint not null,
  due_ms bigint not null,
  owed_by text not null,
  waiting text not null,
  title text not null,
  overdue bigint,               -- entry that says that it passed
  escalated text not null
);
create index inquiry_clock_name on inquiry_clock (what, item, part);
create index inquiry_clock_case on inquiry_clock (case_no);
create index inquiry_clock_due on inquiry_clock (due_ms);

create table inquiry_notice (
  entry bigint not null primary key,
  audience integer not null,
  ended bigint,
  case_no bigint not null,
  side text not null,
  title text not null,
  served_ms bigint not null,
  ack_due_ms bigint not null,
  formal_due_ms bigint not null,
  ack bigint,                   -- entry of the acknowledgement
  ack_ms bigint not null,       -- when it was given
  ack_means text not null,
  formal bigint,
  formal_ms bigint not null,
  doc text not null
);
create index inquiry_notice_case on inquiry_notice (case_no);

create table inquiry_comment (
  entry bigint not null primary key,
  audience integer not null,
  ended bigint,
  case_no bigint not null,
  side text not null,
  by_side text not null,
  objections integer not null,
  waived integer not null,
  late integer not null,
  doc text not null
);
create index inquiry_comment_case on inquiry_comment (case_no);

-- Findings of the panel and of guarantors. A later round ends none of them: it stands beside.
create table inquiry_finding (
  entry bigint not null primary key,
  audience integer not null,
  ended bigint,
  case_no bigint not null,
  round bigint not null,
  kind text not null,
  guarantor text not null,
  verdict text not null,
  clause text not null,
  level bigint not null,
  doc text not null
);
create index inquiry_finding_case on inquiry_finding (case_no);

create table inquiry_measure (
  entry bigint not null primary key,
  audience integer not null,
  ended bigint,                 -- entry that reported it
  case_no bigint not null,
  code text not null,
  sides text not null,
  due_ms bigint not null,
  outcome text not null,
  doc text not null
);
create index inquiry_measure_case on inquiry_measure (case_no);

-- What guarantors are asked to do with their sides.
create table inquiry_queue (
  entry bigint not null primary key,
  audience integer not null,
  ended bigint,                 -- entry of the answer
  case_no bigint not null,
  guarantor text not null,
  party text not null,
  title text not null,
  text text not null,
  due_ms bigint not null,
  escalated bigint,             -- entry that brought it to the chair
  outcome text not null,        -- of the answer, or settled when the party has done what it owed
  answer text not null,
  reason text not null,         -- what the party owes; empty for an item that an officer wrote
  of_item bigint not null,      -- the notice, the request or the measure; 0 for none
  since_ms bigint not null,     -- the party's deadline
  reminded bigint not null      -- how often
);
create index inquiry_queue_case on inquiry_queue (case_no);
create index inquiry_queue_guarantor on inquiry_queue (guarantor, due_ms);

create table inquiry_minutes (
  entry bigint not null primary key,
  audience integer not null,
  ended bigint,
  body text not null,
  at_ms bigint not null,
  next_ms bigint not null,
  doc text not null
);

-- What pictures look like, to find those that are nearly the same.
create table inquiry_looks (
  entry bigint not null primary key, -- item of evidence
  audience integer not null,
  case_no bigint not null,
  looks bigint not null         -- difference hash of 64 bits
);

-- Claims before the fact, and what became of them.
create table inquiry_warning (
  entry bigint not null primary key,
  audience integer not null,
  by_side text not null,
  said_ms bigint not null,
  doc text not null
);
create table inquiry_settled (
  entry bigint not null primary key,
  audience integer not null,
  warning bigint not null,
  outcome text not null,
  of_case bigint not null,
  text text not null
);
create index inquiry_settled_warning on inquiry_settled (warning);
