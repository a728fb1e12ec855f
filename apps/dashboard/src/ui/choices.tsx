import { useId } from 'react';

type Choice<Value extends string> = { value: Value; name: string; sentence: string };

type Props<Value extends string> = {
  legend: string;
  choices: readonly Choice<Value>[];
  chosen: Value;
  onChoose: (value: Value) => void;
};

/** One of a few, each explained in a sentence. */
export const Choices = <Value extends string>({ legend, choices, chosen, onChoose }: Props<Value>) => {
  const group = useId();
  return (
    <fieldset className="choices">
      <legend>{legend}</legend>
      {choices.map(({ value, name, sentence }) => (
        <label key={value} className="choice">
          <input type="radio" name={group} checked={value === chosen} onChange={() => onChoose(value)} />
          <strong>{name}</strong>
          <span className="faint">{sentence}</span>
        </label>
      ))}
    </fieldset>
  );
};
