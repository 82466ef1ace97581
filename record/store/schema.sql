-- record.db: what is promised. One row per entry, beside it the full tiles of the tree and the newest checkpoint.
-- All of it is written in the transaction that records the entry.
create table meta (
  name  text primary key,
  value text not null
) without rowid;

-- The log's public keys, and from which size on each signs. A takeover adds a row.
create table logkey (
  from_size integer primary key,
  public    text not null
);

create table entry (
  n    integer primary key, -- 0, 1, 2 … without gaps
  leaf blob not null,       -- public
  body blob                 -- sealed; null when it was forgotten
);

-- Which entry, on whose say (the entry of the tombstone), lost its body.
create table tombstone (
  n  integer primary key,
  by integer not null
);

-- Full tiles of 256 hashes. What is not yet full follows from the leaves and is not stored.
create table tile (
  level  integer not null,
  n      integer not null,
  hashes blob not null,
  primary key (level, n)
) without rowid;

create table head (
  one    integer primary key check (one = 1),
  signed blob not null
);

-- What became of a command: key is a hash of member and client id.
create table command (
  key    blob primary key,
  first  integer not null,
  count  integer not null,
  digest blob not null
) without rowid;
