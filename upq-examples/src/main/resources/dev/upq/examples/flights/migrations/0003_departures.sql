-- upq: up
-- What leaves an airport: types of the schema's own, a range and an array.
create type place as (latitude float8, longitude float8);

create type punctuality as enum ('EARLY', 'ON_TIME', 'LATE');

create table departures (
  iata text primary key references airport,
  place place not null,
  punctuality punctuality not null,
  period tsrange not null,
  destinations text[] not null
);

-- upq: down
drop table departures;
drop type punctuality;
drop type place;
