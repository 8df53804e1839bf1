// A page that the server renders for each request.
import { connection } from "next/server";
import { travel } from "../journey";

export default async function Page() {
  await connection();
  const experience = await travel(JSON.parse(process.env["JOURNEY"] ?? ""));
  return (
    <script
      id="experience"
      type="application/json"
      dangerouslySetInnerHTML={{ __html: JSON.stringify(experience) }}
    />
  );
}
