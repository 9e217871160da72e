import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';

describe('the setup scripts', () => {
  it('are what index.d.ts says they are', () => {
    const host: ts.ParseConfigFileHost = {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: (problem) => {
        throw new Error(ts.flattenDiagnosticMessageText(problem.messageText, '\n'));
      },
    };
    const config = ts.getParsedCommandLineOfConfigFile('src/setup/tsconfig.json', { noEmit: true }, host);
    const program = ts.createProgram(config?.fileNames ?? [], config?.options ?? {});

    const problems = ts
      .getPreEmitDiagnostics(program)
      .map(({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);

    expect(config?.fileNames.some((name) => name.endsWith('launch.js'))).toBe(true);
    expect(problems).toEqual([]);
  });
});
