create table installation_secrets (
  name text primary key,
  secret text not null
);
