-- After a restore: what exists again has its former owner and grants.
CALL pg_temp.repeat_access(2, 6);
