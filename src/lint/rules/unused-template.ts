/** No template lies about that nothing uses. */
import { templateNames } from '../../sequence/template-files.ts';
import type { Rule } from './rule.ts';

export const unusedTemplate: Rule = {
  id: 'unused-template',
  severity: 'warning',
  title: 'Every template is used by a sequence',
  why: 'A template that nothing names is most often one whose name was changed in one place only: somebody edits it, and leads go on getting the old words.',
  bad: {
    'sequences/example.yaml': `touches: [{ id: hello, day: 1, sms: [{ template: hello }] }]
`,
    'templates/hello.sms.md': 'Hi {{ first_name | default: "there" }}\n',
    'templates/helo.sms.md': 'Hi {{ first_name | default: "there" }}, glad that you wrote\n',
  },
  good: {
    'sequences/example.yaml': `touches: [{ id: hello, day: 1, sms: [{ template: hello }] }]
`,
    'templates/hello.sms.md': 'Hi {{ first_name | default: "there" }}\n',
  },
  check: () => [],
  checkWorkspace: ({ files, complete, templates }) => {
    // Without any sequence the mistake is another one.
    if (!complete || files.length === 0) return [];
    const used = new Set(files.flatMap(({ ast }) => templateNames(ast)));
    return [...templates.keys()]
      .filter((path) => /\.(sms|email|call|voicemail)\.md$/.test(path) && !used.has(path))
      .map((path) => ({
        message: 'No sequence uses this template.',
        hint: 'Delete it, or correct the name where it is meant.',
        at: { file: path, range: { start: 0, end: 1, line: 1, column: 1 } },
      }));
  },
};
