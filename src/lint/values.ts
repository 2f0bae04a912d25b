/** What sequences ask of a business that leadseq.yaml does not give: those messages could not go. */
import type { Business } from '../domain/business.ts';
import type { Diagnostic } from '../domain/diagnostic.ts';
import { templateVariables } from '../message/template.ts';
import type { Compiled } from '../sequence/compile.ts';
import { finding } from '../sequence/finding.ts';
import type { WorkspaceConfig } from '../sequence/workspace-file.ts';

/** Variable → the setting that it comes from, and its place in a business. */
const VALUES: readonly (readonly [
  variable: string,
  key: string,
  of: (business: Business) => string | undefined,
])[] = [
  ['booking_link', 'booking_link', ({ bookingLink }) => bookingLink],
  ['agent_name', 'agent', ({ agentName }) => agentName],
  ['business_phone', 'phone', ({ phone }) => phone],
];

/** One warning for each business and missing value, naming the first sequence that needs it. */
export function lintValues(
  config: WorkspaceConfig,
  file: string,
  sequences: readonly Compiled[],
): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const warn = (message: string, hint: string): void =>
    void found.push(finding(file, { code: 'no-value', severity: 'warning', message, hint }));
  for (const business of config.businesses.values()) {
    for (const [variable, key, of] of VALUES) {
      const user = of(business) ? undefined : sequences.find((one) => asksFor(variable, one));
      if (user)
        warn(
          `\`${business.id}\` has no \`${key}\`, and ${nameOf(user)} says {{ ${variable} }}: those messages could not go.`,
          `Give the business its \`${key}\`, or the sequence a fallback for ${variable}.`,
        );
    }
    const mailer = business.postalAddress ? undefined : sequences.find(sendsEmail);
    if (mailer)
      warn(
        `\`${business.id}\` has no \`postal_address\`, and ${nameOf(mailer)} sends emails: they could not go.`,
        'Every commercial email must carry a postal address (CAN-SPAM, 15 U.S.C. 7704).',
      );
  }
  return found;
}

const nameOf = ({ revision }: Compiled): string => `the sequence \`${revision?.sequence.id}\``;

const asksFor = (variable: string, { revision, pieces }: Compiled): boolean =>
  revision !== null &&
  !(variable in revision.sequence.fallbacks) &&
  pieces.some(({ source }) => templateVariables(source).some(({ name }) => name === variable));

const sendsEmail = ({ revision }: Compiled): boolean =>
  revision?.sequence.variants.some(({ touches }) => touches.some(({ channel }) => channel === 'email')) ??
  false;
