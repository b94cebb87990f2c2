drop table tally;
drop table remark;
