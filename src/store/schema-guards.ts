/** Triggers that hold what no statement may do: change history, or move an attempt backwards. */
import { MOVES } from '../domain/attempt.ts';

/** SQL that is true of a forbidden move from `OLD.state` to `NEW.state`. No list: SQLite would build a table of it for each row. */
const FORBIDDEN_MOVE = Object.entries(MOVES)
  .map(([from, to]) =>
    to.length === 0
      ? `OLD.state = '${from}'`
      : [`OLD.state = '${from}'`, ...[from, ...to].map((state) => `NEW.state <> '${state}'`)].join(' AND '),
  )
  .join(' OR ');

/** The last guards, for statements that forget their own: history is only added to, and attempts only move forward. */
export const SQLITE_GUARDS = `
CREATE TRIGGER event_never_changes BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER event_never_goes BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;
CREATE TRIGGER attempt_never_goes BEFORE DELETE ON attempt BEGIN SELECT RAISE(ABORT, 'attempts are never deleted'); END;
CREATE TRIGGER attempt_starts_on_wire BEFORE INSERT ON attempt WHEN NEW.state <> 'wire' BEGIN SELECT RAISE(ABORT, 'attempts begin in state wire'); END;
CREATE TRIGGER attempt_moves_forward BEFORE UPDATE OF state ON attempt WHEN ${FORBIDDEN_MOVE} BEGIN SELECT RAISE(ABORT, 'attempts only move forward'); END;
CREATE TRIGGER suppression_never_goes BEFORE DELETE ON suppression BEGIN SELECT RAISE(ABORT, 'suppressions are lifted, never deleted'); END;
`;

/** The same for PostgreSQL, whose triggers call a function. Its condition stands in the trigger, so one function serves all of them. */
export const POSTGRES_GUARDS = `
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$;
CREATE TRIGGER event_never_changes BEFORE UPDATE ON event FOR EACH ROW EXECUTE FUNCTION refuse('events are never changed');
CREATE TRIGGER event_never_goes BEFORE DELETE ON event FOR EACH ROW EXECUTE FUNCTION refuse('events are never deleted');
CREATE TRIGGER attempt_never_goes BEFORE DELETE ON attempt FOR EACH ROW EXECUTE FUNCTION refuse('attempts are never deleted');
CREATE TRIGGER attempt_starts_on_wire BEFORE INSERT ON attempt FOR EACH ROW WHEN (NEW.state <> 'wire') EXECUTE FUNCTION refuse('attempts begin in state wire');
CREATE TRIGGER attempt_moves_forward BEFORE UPDATE OF state ON attempt FOR EACH ROW WHEN (${FORBIDDEN_MOVE}) EXECUTE FUNCTION refuse('attempts only move forward');
CREATE TRIGGER suppression_never_goes BEFORE DELETE ON suppression FOR EACH ROW EXECUTE FUNCTION refuse('suppressions are lifted, never deleted');
`;
