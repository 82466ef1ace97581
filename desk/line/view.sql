-- Lines, as the mission and both ends see them. Times are in milliseconds UTC, 0 for not known.
create table line_line (
  entry bigint not null,
  audience integer not null,
  line text not null,
  state text not null,          -- the gravest of what is said
  since_ms bigint not null,
  test_due_ms bigint not null,
  doc text not null             -- the fact that opened it
);
create index line_line_id on line_line (line);

-- What each end and the mission said of the state of a line.
create table line_word (
  entry bigint not null,
  audience integer not null,
  ended bigint,                 -- entry that took its place
  line text not null,
  said_by text not null,
  state text not null,
  reason text not null,
  holds text not null,
  at_ms bigint not null
);
create index line_word_line on line_word (line, entry);

-- Messages, for both ends. Positions are in 1e-7 degree.
create table line_message (
  entry bigint not null,        -- the number of the message
  audience integer not null,
  line text not null,
  number bigint not null,       -- on its line
  from_end text not null,
  to_end text not null,
  priority text not null,
  type text not null,
  state text not null,
  text text not null,
  place_name text not null,     -- of the first position
  lat integer,
  lon integer,
  sent_ms bigint not null,
  due_ms bigint not null,
  start_ms bigint not null,
  end_ms bigint not null,
  reply_by_ms bigint not null,
  received_ms bigint not null,
  acked_ms bigint not null,
  late integer not null,
  rung bigint not null,         -- how often a post was rung
  corrects bigint not null,     -- entries; 0 for none
  corrected_by bigint not null,
  flagged integer not null,
  apart_m bigint not null,      -- the largest distance between the forms of a position
  forgotten integer not null,
  changed bigint not null,      -- the newest entry that wrote in this row
  doc text not null
);
create index line_message_line on line_message (line, entry);
create index line_message_state on line_message (state, entry);
create index line_message_place on line_message (lat, lon) where lat is not null;
create index line_message_changed on line_message (changed);

-- What became of a message, in order.
create table line_step (
  entry bigint not null,
  audience integer not null,
  message bigint not null,
  kind text not null,
  at_ms bigint not null,
  side text not null,           -- that the author speaks for; empty for the mission and the program
  forgotten integer not null,
  doc text not null
);
create index line_step_message on line_step (message, entry);

-- Messages without a word of them, for the mission and both ends.
create table line_count (
  entry bigint not null,
  audience integer not null,
  line text not null,
  number bigint not null,
  from_end text not null,
  to_end text not null,
  priority text not null,
  type text not null,
  sent_ms bigint not null,
  due_ms bigint not null,
  acked_ms bigint not null,
  minutes bigint not null,
  late integer not null,
  corrects bigint not null,     -- 1 for a correction
  corrected_ms bigint not null, -- when another message took its place
  again integer not null,       -- what it corrects had been read back before
  flagged integer not null
);
create index line_count_sent on line_count (sent_ms);
create index line_count_line on line_count (line, number);

-- Tests that nobody made.
create table line_missed (
  entry bigint not null,
  audience integer not null,
  line text not null,
  due_ms bigint not null
);
