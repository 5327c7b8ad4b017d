/** All English words by feature. */
import app from './app.json' with { type: 'json' };
import callDetail from './call-detail.json' with { type: 'json' };
import calls from './calls.json' with { type: 'json' };
import kit from './kit.json' with { type: 'json' };
import settings from './settings.json' with { type: 'json' };
import softphone from './softphone.json' with { type: 'json' };
import wall from './wall.json' with { type: 'json' };

export const en = { app, callDetail, calls, kit, settings, softphone, wall };
