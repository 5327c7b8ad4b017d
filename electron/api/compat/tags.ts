/** The documents whose clients the mounts beside `/api/v1` serve, as the OpenAPI page groups them. */
export const SPEECH_ASSISTANT = 'Speech Assistant document';
export const VOICEFLOW = 'VoiceFlow document';
export const ASSISTANTS = 'Assistants document';
