-- Accounts of miles, between which amounts are moved.
create table account (
  id int primary key,
  miles bigint not null check (miles >= 0)
);
