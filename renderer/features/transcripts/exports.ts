/** Files with the transcripts of many calls: asked for, followed live, fetched, given up. */
import { useMutation, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { ExportJob, exportRequest } from '#shared/contract/exports.ts';
import { routes } from '#shared/contract/index.ts';
import { useConsole } from '../../client/console-context.ts';
import { keys } from '../../client/keys.ts';
import { saveFile } from '../../ui/save-file.ts';

export const isUnderWay = ({ state }: Pick<ExportJob, 'state'>) => state === 'queued' || state === 'running';

export function useExports(opened: boolean) {
  const { api, queryClient } = useConsole();
  const query = useQuery({
    queryKey: keys.exports,
    queryFn: async ({ signal }) => (await api.call(routes.exports.list, {}, { signal })).items,
    enabled: opened,
    staleTime: 0,
  });
  const refresh = () => queryClient.invalidateQueries({ queryKey: keys.exports });
  const create = useMutation({
    meta: { inline: true },
    mutationFn: (body: z.input<typeof exportRequest>) => api.call(routes.exports.create, { body }),
    onSuccess: refresh,
  });
  const remove = useMutation({
    mutationFn: (export_id: string) => api.call(routes.exports.remove, { params: { export_id } }),
    onSettled: refresh,
  });
  const fetchFile = useMutation({
    async mutationFn({ export_id, file_name }: ExportJob) {
      const answer = await api.open(routes.exports.file, { params: { export_id } });
      saveFile(await answer.blob(), file_name);
    },
  });
  return { jobs: query.data, error: query.error, retry: () => void query.refetch(), create, remove, fetchFile };
}
