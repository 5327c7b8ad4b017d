/** All English words by feature. */
import account from './account.json' with { type: 'json' };
import admin from './admin.json' with { type: 'json' };
import apiAccess from './api-access.json' with { type: 'json' };
import app from './app.json' with { type: 'json' };
import callDetail from './call-detail.json' with { type: 'json' };
import calls from './calls.json' with { type: 'json' };
import kit from './kit.json' with { type: 'json' };
import query from './query.json' with { type: 'json' };
import scenarios from './scenarios.json' with { type: 'json' };
import settings from './settings.json' with { type: 'json' };
import signIn from './sign-in.json' with { type: 'json' };
import softphone from './softphone.json' with { type: 'json' };
import transcripts from './transcripts.json' with { type: 'json' };
import wall from './wall.json' with { type: 'json' };

export const en = { account, admin, apiAccess, app, callDetail, calls, kit, query, scenarios, settings, signIn, softphone, transcripts, wall };
