/** What a measurement found that is no contest of two: one object of JSON, and the same for people. */
export interface Report {
  json: object;
  text: string;
}
