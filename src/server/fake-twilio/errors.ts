/** What the real API says when it refuses: its codes, their HTTP statuses and its sentence for each. */

/** HTTP status and text; `%s` stands for the value that was refused. */
const TABLE = {
  20001: [400, 'Invalid parameter: %s'],
  20003: [401, 'Authenticate'],
  20004: [405, 'Method not allowed'],
  20009: [409, 'The message has not been finally delivered yet: %s'],
  20404: [404, 'The requested resource %s was not found'],
  20429: [429, 'Too Many Requests'],
  20500: [500, 'Internal Server Error'],
  20503: [503, 'Service Unavailable'],
  21201: [400, "No 'To' number specified"],
  21205: [400, 'Url parameter is invalid: %s'],
  21210: [400, "'From' phone number not verified: %s"],
  21211: [400, "Invalid 'To' Phone Number: %s"],
  21212: [400, "Invalid 'From' Phone Number: %s"],
  21266: [400, "'To' and 'From' number cannot be the same: %s"],
  21408: [
    400,
    "Permission to send an SMS has not been enabled for the region indicated by the 'To' number: %s",
  ],
  21602: [400, 'Message body is required.'],
  21603: [400, "A 'From' phone number is required."],
  21604: [400, "A 'To' phone number is required."],
  21606: [
    400,
    "The 'From' phone number %s is not a valid, SMS-capable inbound phone number or short code for your account.",
  ],
  21608: [400, 'The number %s is unverified. Trial accounts cannot send messages to unverified numbers.'],
  21609: [400, "The 'StatusCallback' URL %s is not a valid URL."],
  21610: [400, 'Attempt to send to unsubscribed recipient'],
  21611: [429, 'SMS queue is full.'],
  21612: [400, "Message cannot be sent with the current combination of 'To' and/or 'From' parameters: %s"],
  21614: [400, "'To' number is not a valid mobile number: %s"],
  21617: [400, 'The concatenated message body exceeds the 1600 character limit.'],
  21620: [400, 'Invalid media URL(s): %s'],
  21635: [400, "'To' number cannot be a Landline: %s"],
  21659: [400, "'From' %s is not a Twilio phone number or Short Code country mismatch"],
  21704: [400, 'The Messaging Service contains no phone numbers: %s'],
  21705: [400, 'The Messaging Service Sid is invalid: %s'],
  30409: [409, 'Message cannot be canceled: %s'],
  90007: [400, 'Invalid validity period value: %s'],
  90014: [400, 'Validity Period should be positive integer: %s'],
} as const satisfies Readonly<Record<number, readonly [status: number, text: string]>>;

export type ErrorCode = keyof typeof TABLE;

export const isErrorCode = (code: number): code is ErrorCode => code in TABLE;

/** The body of every refusal. */
export interface ApiError {
  readonly code: number;
  readonly message: string;
  readonly more_info: string;
  readonly status: number;
}

export function apiError(code: ErrorCode, seen = ''): ApiError {
  const [status, text] = TABLE[code];
  const message = text.replace('%s', seen);
  return { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status };
}
