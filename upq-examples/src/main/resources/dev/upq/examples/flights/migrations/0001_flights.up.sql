-- Airports, and the flights between them.
create table airport (
  iata text primary key,
  name text not null,
  city text not null,
  state text not null,
  country text not null,
  latitude float8 not null,
  longitude float8 not null
);

create table flight (
  id int primary key,
  departed_at timestamp not null,
  delay_minutes int not null,
  distance_miles int not null,
  origin text not null references airport,
  destination text not null references airport
);

create index flight_origin on flight (origin);
