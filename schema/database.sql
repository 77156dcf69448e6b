create extension pg_trgm;

create extension unaccent;

create table outbox (
  id bigint generated always as identity not null,
  topic text not null,
  key text not null,
  body jsonb not null,
  created_at timestamp with time zone not null default clock_timestamp()
) with (autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=5000);

create table signing_key (
  id boolean not null,
  private_jwk jsonb not null,
  created_at timestamp with time zone not null default now()
);

alter table outbox add constraint outbox_pkey PRIMARY KEY (id);

alter table signing_key add constraint signing_key_id_check CHECK (id);

alter table signing_key add constraint signing_key_pkey PRIMARY KEY (id);
