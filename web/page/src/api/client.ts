/** Speaks to /api/v1: one function for all calls, and one name for each address that pictures and films come from. */
import { problemOf } from "./problem";

export const API = "/api/v1";

type Value = string | number | boolean | null | undefined;
export type Query = Record<string, Value | readonly (string | number)[]>;

export interface Options {
  query?: Query;
  json?: unknown;
  form?: FormData;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

export function address(path: string, query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (Array.isArray(value)) for (const each of value) parameters.append(name, String(each));
    else if (value !== null && value !== undefined && value !== "") parameters.set(name, String(value));
  }
  const tail = parameters.toString();
  return `${API}${path}${tail ? `?${tail}` : ""}`;
}

let unknown: () => void = () => undefined;

/** Calls back when the server says that it does not know who asks: a token may be revoked at any time. */
export function whenUnknown(then: () => void): void {
  unknown = then;
}

async function send(method: string, path: string, options: Options): Promise<Response> {
  const headers: Record<string, string> = { Accept: "application/json", ...options.headers };
  // The server takes changes only from a page of its own: this header cannot be sent by a foreign form.
  if (method !== "GET") headers["Vsearch"] = "1";
  if (options.json !== undefined) headers["Content-Type"] = "application/json";
  const body = options.form ?? (options.json === undefined ? undefined : JSON.stringify(options.json));
  const response = await fetch(address(path, options.query), {
    method,
    headers,
    body: body ?? null,
    signal: options.signal ?? null,
    credentials: "same-origin",
  });
  if (response.status === 401 && path !== "/session") unknown();
  if (!response.ok) throw await problemOf(response);
  return response;
}

/** Calls the API and returns its JSON (undefined where there is no content). */
export async function call<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const response = await send(method, path, options);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

export const get = <T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> =>
  call<T>("GET", path, { query, signal });

let kind = "";

/** A browser that writes WebP reads it; the others are sent what every browser reads. */
function pictureKind(): string {
  kind ||= document.createElement("canvas").toDataURL("image/webp").startsWith("data:image/webp") ? "webp" : "jpg";
  return kind;
}

export const stillAddress = (video: string, time: number, width: number): string =>
  address(`/videos/${encodeURIComponent(video)}/still`, { t: Math.round(time * 1000) / 1000, w: width, format: pictureKind() });
