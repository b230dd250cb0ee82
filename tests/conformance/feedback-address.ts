// Whether the service has a feedback address at all: what binds that address binds from then on.
import { post, SERVICE, serveApp } from '../http/served-app.ts';

/** The answer to an empty batch of feedback; 404 while there is no such address. */
export async function feedbackCall(): Promise<Response> {
  const app = await serveApp();
  try {
    return await post(`${app.url}${SERVICE}/feedback`, { feedback: [] });
  } finally {
    await app.stop();
  }
}
