/** An object as it is applied. */
export interface Manifest {
  apiVersion?: string;
  kind?: string;
  metadata?: { namespace?: string; name?: string; labels?: Record<string, string>; annotations?: Record<string, string> };
  spec?: object;
}
