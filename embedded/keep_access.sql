-- Before a restore: keep in mind who owns what in the schema `public`, and which role may do what with it;
-- then make the schema anew, with its own grants and default privileges, before anything is created in it.
SET search_path = '';

CREATE TEMPORARY VIEW access AS
WITH public AS (SELECT * FROM pg_namespace WHERE nspname = 'public'),
relations AS (
    SELECT
        pg_class.oid, relowner, relacl, format('public.%I', relname) AS name,
        CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind
    FROM pg_class JOIN public ON public.oid = relnamespace
    WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
)
SELECT
    1 AS step, 'SCHEMA' AS kind, 'public' AS name, '' AS part, nspowner AS owner,
    coalesce(nspacl, acldefault('n', nspowner)) AS grants
FROM public
UNION ALL
SELECT
    CASE kind WHEN 'TABLE' THEN 2 ELSE 3 END, kind, name, '', relowner,
    coalesce(relacl, acldefault(CASE kind WHEN 'TABLE' THEN 'r' ELSE 's' END::"char", relowner))
FROM relations
UNION ALL
SELECT 4, kind, name, format('(%I)', attname), relowner, coalesce(attacl, '{}')
FROM relations JOIN pg_attribute ON attrelid = relations.oid
WHERE kind = 'TABLE' AND attnum > 0 AND NOT attisdropped
UNION ALL
SELECT
    5, 'ROUTINE', pg_proc.oid::regprocedure::text, '', proowner,
    coalesce(proacl, acldefault('f', proowner))
FROM pg_proc JOIN public ON public.oid = pronamespace
UNION ALL
SELECT
    6, 'TYPE', format('public.%I', typname), '', typowner, coalesce(typacl, acldefault('T', typowner))
FROM pg_type JOIN public ON public.oid = typnamespace
WHERE typtype IN ('e', 'd');

CREATE TEMPORARY TABLE kept ON COMMIT DROP AS SELECT * FROM access;

CREATE TEMPORARY TABLE kept_defaults ON COMMIT DROP AS
SELECT pg_default_acl.*
FROM pg_default_acl JOIN pg_namespace ON pg_namespace.oid = defaclnamespace
WHERE nspname = 'public';

CREATE FUNCTION pg_temp.grantee(item aclitem) RETURNS text LANGUAGE sql AS $$
    SELECT CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END
    FROM aclexplode(ARRAY[item])
$$;

-- Give what exists again the owner and exactly the grants that it had. Each grant is the owner's now,
-- even if another role with the grant option had made it.
CREATE PROCEDURE pg_temp.repeat_access(first_step int, last_step int) LANGUAGE plpgsql AS $$
DECLARE
    had record;
    item record;
BEGIN
    FOR had IN SELECT * FROM kept WHERE step BETWEEN first_step AND last_step AND part = '' ORDER BY step LOOP
        -- Asked anew each time: with a table, its sequences have changed hands.
        IF EXISTS (SELECT FROM access WHERE kind = had.kind AND name = had.name AND owner <> had.owner) THEN
            EXECUTE format('ALTER %s %s OWNER TO %I', had.kind, had.name, pg_get_userbyid(had.owner));
        END IF;
    END LOOP;
    FOR had IN
        SELECT kept.*, access.grants AS grants_now
        FROM kept JOIN access USING (kind, name, part)
        WHERE kept.step BETWEEN first_step AND last_step AND kept.grants::text <> access.grants::text
    LOOP
        FOR item IN SELECT DISTINCT pg_temp.grantee(one) AS who FROM unnest(had.grants_now) AS one LOOP
            EXECUTE format(
                'REVOKE ALL %s ON %s %s FROM %s CASCADE', had.part, had.kind, had.name, item.who
            );
        END LOOP;
        FOR item IN
            SELECT pg_temp.grantee(one) AS who, privilege_type, is_grantable
            FROM unnest(had.grants) AS one, aclexplode(ARRAY[one])
        LOOP
            EXECUTE format(
                'GRANT %s %s ON %s %s TO %s %s', item.privilege_type, had.part, had.kind, had.name,
                item.who, CASE WHEN item.is_grantable THEN 'WITH GRANT OPTION' END
            );
        END LOOP;
    END LOOP;
END
$$;

DROP SCHEMA IF EXISTS public CASCADE;
CREATE SCHEMA public;
CALL pg_temp.repeat_access(1, 1);
DO $$
DECLARE
    item record;
BEGIN
    FOR item IN
        SELECT
            pg_get_userbyid(defaclrole) AS role, pg_temp.grantee(one) AS who, privilege_type, is_grantable,
            CASE defaclobjtype
                WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS' ELSE 'TYPES'
            END AS kind
        FROM kept_defaults, unnest(defaclacl) AS one, aclexplode(ARRAY[one])
    LOOP
        EXECUTE format(
            'ALTER DEFAULT PRIVILEGES FOR ROLE %I IN SCHEMA public GRANT %s ON %s TO %s %s',
            item.role, item.privilege_type, item.kind, item.who,
            CASE WHEN item.is_grantable THEN 'WITH GRANT OPTION' END
        );
    END LOOP;
END
$$;
