import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Served by the app at /admin; in development `npx vite admin` serves it beside a running `npm start`. */
export default defineConfig({
  base: '/admin/',
  plugins: [react()],
  build: { target: 'es2022', chunkSizeWarningLimit: 900 },
  server: { proxy: { '/api': 'http://127.0.0.1:8080' } },
});
