/** Pictures to search with: sent to the server for a while, and kept here as a small view of what was sent. */
import { address, call } from "../../api/client";

const shown = new Map<string, string>();

export async function upload(file: Blob): Promise<string> {
  const form = new FormData();
  form.append("file", file, file instanceof File ? file.name : "picture");
  const { id } = await call<{ id: string }>("POST", "/pictures", { form });
  shown.set(id, URL.createObjectURL(file));
  return id;
}

/** The address of a picture: of the file that was sent from this page, or of what the server keeps of it for an hour. */
export const pictureAddress = (id: string): string => shown.get(id) ?? address(`/pictures/${encodeURIComponent(id)}`, { w: 96 });

/** The first picture among what was dropped or pasted. */
export function pictureIn(data: DataTransfer | null): File | null {
  return [...(data?.files ?? [])].find((file) => file.type.startsWith("image/")) ?? null;
}
