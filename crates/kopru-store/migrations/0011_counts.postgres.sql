-- Counts by day, which every stage change wrote and nothing read: reports read cohorts.
drop table aggregate;
