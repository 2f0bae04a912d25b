/** Node and its time zone data: a rule about hours is only as right as the zones it is reckoned in. */
import { type Finding, failure, fine, warning } from './finding.ts';

/** As `engines` in package.json says it. */
export function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const works = (major === 20 && minor >= 19) || (major === 22 && minor >= 14) || major > 22;
  return works
    ? fine('node', `Node ${version}`)
    : failure('node', `Node ${version}`, 'Install Node 20.19, 22.14 or a newer one.');
}

/** Zone rules change a few times a year, often at short notice; two years are long. */
export function zoneDataFinding(version: string | undefined, year: number): Finding {
  const from = Number(/^(\d{4})/.exec(version ?? '')?.[1]);
  if (Number.isNaN(from))
    return warning('zone-data', 'it cannot be told which time zone data Node has', 'Update Node.');
  return year - from < 2
    ? fine('zone-data', `time zones of ${version}`)
    : warning(
        'zone-data',
        `time zones of ${version}, ${year - from} years old`,
        'Update Node: a zone may have changed its clocks since.',
      );
}
