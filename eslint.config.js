import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const ambient = [
  { selector: 'ExportDefaultDeclaration', message: 'Exports are named.' },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'The time comes from a Clock.' },
  {
    selector: "MemberExpression[object.name='Date'][property.name='now']",
    message: 'The time comes from a Clock.',
  },
  {
    selector: "MemberExpression[object.name='process'][property.name='env']",
    message: 'The environment is read in config.ts only.',
  },
];

export default defineConfig(
  globalIgnores(['dist', 'coverage']),
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      'no-restricted-syntax': ['error', ...ambient],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      'max-lines': ['error', 250],
      'max-lines-per-function': ['error', 50],
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['fhir/*'], message: 'FHIR types come from src/fhir/types.ts.' }] },
      ],
    },
  },
  { files: ['src/fhir/types.ts'], rules: { 'no-restricted-imports': 'off' } },
  { files: ['src/base/clock.ts', 'src/config.ts'], rules: { 'no-restricted-syntax': ['error', ambient[0]] } },
  { files: ['tests/**/*.ts'], rules: { '@typescript-eslint/no-unused-expressions': 'off' } },
);
