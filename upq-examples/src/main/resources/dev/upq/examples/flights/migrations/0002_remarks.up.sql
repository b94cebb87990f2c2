-- What reporters write about flights, and how much each has written.
create table remark (
  id bigint generated always as identity primary key,
  flight_id int not null references flight,
  reporter int not null,
  minutes int not null,
  written_at timestamptz not null default now()
);

create table tally (
  reporter int primary key,
  remarks int not null,
  minutes bigint not null
);
