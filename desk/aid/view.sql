-- What the desk of aid answers from. Every row has the audience of the fact that it shows.

-- Notifications without where they lie: for the owner and the named roles.
create table aid_site (
  entry bigint not null primary key, -- the number of the notification
  audience integer not null,
  notified bigint not null,          -- entry of the newest version
  state text not null,
  kind text not null,
  function text not null,
  changed bigint not null,
  doc text not null
);
create index aid_site_notified on aid_site (notified);

-- Where they lie: for the owner alone. One row, of the newest version.
create table aid_place (
  entry bigint not null primary key,
  audience integer not null,
  site bigint not null,
  doc text not null
);
create index aid_place_site on aid_place (site);

-- What each recipient was told last: for that recipient, the owner and the named roles.
create table aid_sent (
  entry bigint not null primary key,
  audience integer not null,
  ended bigint,                      -- entry that told it something newer
  site bigint not null,
  side text not null,
  kind text not null,
  sent_ms bigint not null,
  due_ms bigint not null,
  outcome text not null,
  late integer not null,
  change text not null,
  first integer not null,            -- a version to be acknowledged, and not the end of one
  doc text not null
);
create index aid_sent_site on aid_sent (site, side);

-- Who took a position, and what it was: for that member and the owner.
create table aid_given (
  entry bigint not null primary key,
  audience integer not null,
  site bigint not null,
  at_ms bigint not null,
  doc text not null
);
create index aid_given_site on aid_given (site);

-- What reports were found near, for the named roles.
create table aid_found (
  entry bigint not null primary key,
  audience integer not null,
  report bigint not null,
  at_ms bigint not null,
  doc text not null
);

create table aid_query (
  entry bigint not null primary key,
  audience integer not null,
  compared bigint not null,
  site bigint not null,
  side text not null,
  at_ms bigint not null,
  answered bigint,
  answer text not null,
  doc text not null
);
create index aid_query_of on aid_query (compared, site);

create table aid_assessed (
  entry bigint not null primary key,
  audience integer not null,
  compared bigint not null,
  site bigint not null,
  at_ms bigint not null,
  doc text not null
);
create index aid_assessed_of on aid_assessed (compared, site);

create table aid_published (
  entry bigint not null primary key,
  audience integer not null,
  doc text not null
);

-- Convoys: for the mission, and from the request on for the sides that clear them.
create table aid_convoy (
  entry bigint not null primary key, -- the number of the convoy
  audience integer not null,
  name text not null,
  mode text not null,
  state text not null,
  departs_ms bigint not null,
  ended_ms bigint not null,
  changed bigint not null,
  doc text not null
);
create index aid_convoy_state on aid_convoy (state);
create index aid_convoy_changed on aid_convoy (changed);

create table aid_crossing (
  entry bigint not null primary key,
  audience integer not null,
  ended bigint,
  crossing text not null,
  by_decision text not null,
  until_ms bigint not null,
  warned bigint                      -- days left at the last warning
);

-- What other desks announced for a place and a time: for those who read the announcement.
create table aid_announced (
  entry bigint not null primary key,
  audience integer not null,
  root bigint not null,              -- the first announcement of the same
  over integer not null,             -- it does not take place
  from_ms bigint not null,
  till_ms bigint not null,
  doc text not null
);
create index aid_announced_root on aid_announced (root, entry);

-- What requests and announcements were found to meet, for the named roles.
create table aid_checked (
  entry bigint not null primary key,
  audience integer not null,
  of bigint not null,
  convoy bigint not null,            -- that was requested; 0 where something was announced
  found integer not null,
  at_ms bigint not null,
  doc text not null
);
create index aid_checked_convoy on aid_checked (convoy);
create table aid_met (
  entry bigint not null,
  audience integer not null,
  convoy bigint not null
);
create index aid_met_convoy on aid_met (convoy);

-- Where convoys were, and what that meant: for the humanitarian desk and who planned them.
create table aid_position (
  entry bigint not null,
  audience integer not null,
  convoy bigint not null,
  at_ms bigint not null,
  doc text not null
);
create index aid_position_convoy on aid_position (convoy, at_ms);
create table aid_noticed (
  entry bigint not null primary key,
  audience integer not null,
  convoy bigint not null,
  doc text not null
);
create index aid_noticed_convoy on aid_noticed (convoy);

-- What data sets of others say of corridors and closures: for the mission.
create table aid_corridor (
  entry bigint not null,
  audience integer not null,
  dataset text not null,
  day text not null,
  result text not null,
  doc text not null
);
create table aid_closure (
  entry bigint not null,
  audience integer not null,
  dataset text not null,
  part integer not null,             -- of the entry
  south bigint not null,             -- 1e-7 degrees
  west bigint not null,
  north bigint not null,
  east bigint not null,
  doc text not null
);
create index aid_closure_south on aid_closure (south);

-- Who owes what until when.
create table aid_clock (
  entry bigint not null,
  audience integer not null,
  ended bigint,
  what text not null,
  item bigint not null,
  side text not null,
  due_ms bigint not null,
  owed_by text not null,
  waiting text not null,
  lapsed bigint                      -- entry that says that it passed
);
create index aid_clock_name on aid_clock (what, item, side);
create index aid_clock_due on aid_clock (due_ms);
