/** A resource class with its variant, as commands write and take it: `GPU_MILLI/A100`, `CPU_MILLI`. */
export function classOf({ resourceClass, variant }: { resourceClass: string; variant: string }): string {
  return variant === '' ? resourceClass : `${resourceClass}/${variant}`;
}
