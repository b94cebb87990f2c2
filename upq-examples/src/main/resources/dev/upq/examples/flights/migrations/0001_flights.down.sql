drop table flight;
drop table airport;
