-- The roster, for the mission and each member's own side.
create table people_member (
	entry bigint not null,
	audience integer not null,
	member text not null,
	code_name text not null,
	kind text not null,
	party text not null,
	roles text not null, -- joined by commas
	languages text not null,
	enrolled bigint not null,
	left_at bigint not null -- 0 while the member belongs
);

-- Code names, for everybody who takes part.
create table people_name (
	entry bigint not null,
	audience integer not null,
	member text not null,
	code_name text not null,
	kind text not null,
	party text not null
);

create table people_device (
	entry bigint not null,
	audience integer not null,
	device text not null,
	member text not null,
	label text not null,
	signing_key blob not null,
	lost_at bigint not null
);

-- Links, sessions and tokens, for the admins and the member concerned. Secrets are not in it.
create table people_access (
	entry bigint not null,
	audience integer not null,
	id text not null,
	sort text not null, -- link, session, token
	member text not null,
	purpose text not null,
	issued bigint not null,
	expires bigint not null,
	ended bigint not null -- used, closed or revoked; 0 if not
);
