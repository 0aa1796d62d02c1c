import type { Cell, DecisionColumn } from '@deskrail/copilot';
import type { DatasetWriter } from './dataset-writer.js';

const rowsAtOnce = 5_000;
const charactersAtOnce = 16_000_000;

type Element = { readonly name: string } & Readonly<Record<string, string | number>>;

/** The column's part of the schema; a list is the three levels that Parquet writes one by. */
function elementsOf({ name, type }: DecisionColumn): readonly Element[] {
  const text = { type: 'BYTE_ARRAY', converted_type: 'UTF8' };
  const optional = { name, repetition_type: 'OPTIONAL' };
  if (type === 'number') return [{ ...optional, type: 'DOUBLE' }];
  if (type === 'boolean') return [{ ...optional, type: 'BOOLEAN' }];
  if (type === 'time') return [{ ...optional, type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' }];
  if (type === 'text') return [{ ...optional, ...text }];
  return [
    { ...optional, converted_type: 'LIST', num_children: 1 },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', repetition_type: 'REQUIRED', ...text },
  ];
}

const storedAs = (cell: Cell, type: DecisionColumn['type']): unknown => {
  if (cell === undefined) return null;
  return type === 'time' ? new Date(String(cell)) : cell;
};

/** A Parquet file at the path, compressed by Snappy, written a group of rows at a time. */
export async function parquetWriter(columns: readonly DecisionColumn[], path: string): Promise<DatasetWriter> {
  const { fileWriter, ParquetWriter } = await import('hyparquet-writer');
  const root = { name: 'root', num_children: columns.length };
  const schema = [root, ...columns.flatMap(elementsOf)] as ConstructorParameters<typeof ParquetWriter>[0]['schema'];
  const file = new ParquetWriter({ writer: fileWriter(path), schema, createdBy: 'deskrail' });
  let rows: (readonly Cell[])[] = [];
  let characters = 0;

  async function flush(): Promise<void> {
    const columnData = columns.map(({ name, type }, index) => ({
      name,
      data: rows.map((cells) => storedAs(cells[index], type)),
      offsetIndex: false,
    }));
    rows = [];
    characters = 0;
    await file.write({ columnData, rowGroupSize: rowsAtOnce });
  }

  return {
    async write(cells) {
      rows.push(cells);
      for (const cell of cells) if (typeof cell === 'string') characters += cell.length;
      if (rows.length >= rowsAtOnce || characters >= charactersAtOnce) await flush();
    },
    async finish() {
      if (rows.length > 0) await flush();
      await file.finish();
    },
  };
}
