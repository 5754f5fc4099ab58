(** What one step on an array with general responses does to the objective, entry by entry (theory section 7). *)

From Coq Require Import Reals Lra Lia Psatz.
From Aimcert Require Import Sums Norms Device GeneralResponse.
Local Open Scope R_scope.

(** One entry: gradient g, noise e, G = ω F. With κ the rate and u = (g+e)F + |g+e|G the step is -κ u; B κ² u² is what
    curvature costs. *)
Section Entry.
  Variables (F G F_max s kappa B : R).
  Hypotheses (HF : 0 <= F <= F_max) (HFmax : 0 < F_max) (HG : Rabs G <= F) (Hs0 : 0 <= s) (Hs : G^2 <= s * F).
  Hypotheses (Hkappa : 0 < kappa) (HB : 0 <= B) (Hrate : 8 * B * kappa * F_max <= 1).

  Lemma share_of_F : exists om, G = om * F /\ Rabs om <= 1 /\ om^2 * F <= s.
  Proof.
    destruct (Req_dec F 0) as [E|E].
    - exists 0. rewrite E in *. pose proof (Rabs_pos G).
      assert (G = 0) by (destruct (Req_dec G 0) as [|N]; [easy|]; pose proof (Rabs_pos_lt G N); lra).
      rewrite Rabs_R0. repeat split; lra.
    - exists (G / F). assert (HF0 : 0 < F) by lra. split; [field; easy|]. split.
      + unfold Rdiv. rewrite Rabs_mult, (Rabs_pos_eq (/ F)) by (left; now apply Rinv_0_lt_compat).
        apply (Rmult_le_reg_r F); [easy|]. rewrite Rmult_assoc, Rinv_l; lra.
      + apply (Rmult_le_reg_r F); [easy|]. replace ((G / F)^2 * F * F) with (G^2) by (field; easy). exact Hs.
  Qed.

  Lemma descent_entry g : exists lambda, forall e,
    - kappa * g * ((g + e) * F + Rabs (g + e) * G) + B * kappa^2 * ((g + e) * F + Rabs (g + e) * G)^2
    <= - (kappa / (2 * F_max)) * ((F^2 - G^2) * g^2) - kappa / (8 * F_max) * (g * F + Rabs g * G)^2
       + (3 / 4 * kappa * s + 2 * B * kappa^2 * F_max^2) * e^2 + lambda * e.
  Proof.
    destruct share_of_F as [om [-> [Hom HomF]]].
    exists (- kappa * g * F + kappa * (om^2 * F) * g). intros e. set (h := g + e).
    pose proof (pow2_abs h) as Hh. set (m := Rabs h) in *. set (y := g + om * m).
    assert (Hom2 : 0 <= om^2 <= 1) by (rewrite <- (pow2_abs om); pose proof (Rabs_pos om); nra).
    set (i := / F_max). assert (Hi : 0 < i) by now apply Rinv_0_lt_compat.
    assert (HiF : F * i <= 1).
    { apply (Rmult_le_reg_r F_max); [easy|]. unfold i. rewrite Rmult_assoc, Rinv_l; lra. }
    (* -g z = -(F/2)(g² + y² - ω²h²) *)
    assert (E1 : - kappa * g * (h * F + m * (om * F))
                 = - kappa / 2 * (F * (1 - om^2)) * g^2 - kappa / 2 * (F * y^2) + kappa / 2 * (om^2 * F) * e^2
                   + (- kappa * g * F + kappa * (om^2 * F) * g) * e).
    { unfold y. replace (om^2 * F * e^2) with (om^2 * F * e^2) by ring.
      assert (Hm : m^2 = g^2 + 2 * g * e + e^2) by (rewrite Hh; unfold h; ring).
      replace ((g + om * m)^2) with (g^2 + 2 * om * g * m + om^2 * m^2) by ring. rewrite Hm. unfold h. field. }
    assert (E2 : (h * F + m * (om * F))^2 <= 2 * (F * y)^2 + 2 * (F * e)^2).
    { replace (h * F + m * (om * F)) with (F * y + F * e) by (unfold y, h; ring).
      pose proof (pow2_ge_0 (F * y - F * e)). lra. }
    (* (g + ω|h|)² >= (g + ω|g|)²/2 - ω²e² *)
    assert (E3 : (g + om * Rabs g)^2 / 2 - om^2 * e^2 <= y^2).
    { assert (D : (m - Rabs g)^2 <= e^2).
      { rewrite <- (pow2_abs (m - Rabs g)), <- (pow2_abs e). apply pow_incr. split; [apply Rabs_pos|].
        unfold m. pose proof (Rabs_triang_inv2 h g) as T. now replace (h - g) with e in T by (unfold h; ring). }
      pose proof (pow2_ge_0 (y + om * (m - Rabs g))) as Q.
      assert (om^2 * (m - Rabs g)^2 <= om^2 * e^2) by (apply Rmult_le_compat_l; lra).
      unfold y in *. nra. }
    assert (D1 : F^2 * i * (1 - om^2) * g^2 <= F * (1 - om^2) * g^2).
    { apply Rmult_le_compat_r; [apply pow2_ge_0|]. apply Rmult_le_compat_r; [lra|]. nra. }
    assert (D2 : F^2 * i * y^2 <= F * y^2) by (apply Rmult_le_compat_r; [apply pow2_ge_0|nra]).
    assert (Hcurv : 2 * B * kappa^2 <= kappa * i / 4).
    { apply (Rmult_le_reg_r (4 * F_max)); [lra|].
      replace (kappa * i / 4 * (4 * F_max)) with kappa by (unfold i; field; lra).
      replace (2 * B * kappa^2 * (4 * F_max)) with (kappa * (8 * B * kappa * F_max)) by ring. nra. }
    assert (D3 : 2 * B * kappa^2 * (F * y)^2 <= kappa * i / 4 * (F * y)^2)
      by (apply Rmult_le_compat_r; [apply pow2_ge_0|easy]).
    assert (D4 : kappa * i / 4 * F^2 * ((g + om * Rabs g)^2 / 2 - om^2 * e^2) <= kappa * i / 4 * F^2 * y^2).
    { apply Rmult_le_compat_l; [|easy]. apply Rmult_le_pos; [nra|apply pow2_ge_0]. }
    assert (D5 : kappa * i / 4 * F^2 * (om^2 * e^2) <= kappa / 4 * s * e^2).
    { replace (kappa * i / 4 * F^2 * (om^2 * e^2)) with (kappa / 4 * (F * i) * (om^2 * F) * e^2) by field.
      apply Rmult_le_compat_r; [apply pow2_ge_0|].
      replace (kappa / 4 * (F * i) * (om^2 * F)) with (kappa / 4 * ((F * i) * (om^2 * F))) by ring.
      apply Rmult_le_compat_l; [lra|]. assert (0 <= F * i) by nra. assert (0 <= om^2 * F) by nra. nra. }
    assert (D6 : kappa / 2 * (om^2 * F) * e^2 <= kappa / 2 * s * e^2).
    { apply Rmult_le_compat_r; [apply pow2_ge_0|]. apply Rmult_le_compat_l; lra. }
    assert (D7 : 2 * B * kappa^2 * (F * e)^2 <= 2 * B * kappa^2 * F_max^2 * e^2).
    { rewrite Rpow_mult_distr, <- Rmult_assoc. apply Rmult_le_compat_r; [apply pow2_ge_0|].
      apply Rmult_le_compat_l; [pose proof (pow2_ge_0 kappa); nra|]. apply pow_incr. lra. }
    assert (D8 : B * kappa^2 * (h * F + m * (om * F))^2 <= B * kappa^2 * (2 * (F * y)^2 + 2 * (F * e)^2)).
    { apply Rmult_le_compat_l; [pose proof (pow2_ge_0 kappa); nra|easy]. }
    rewrite E1.
    replace (kappa / (2 * F_max)) with (kappa / 2 * i) by (unfold i; field; lra).
    replace (kappa / (8 * F_max)) with (kappa / 8 * i) by (unfold i; field; lra).
    replace (g * F + Rabs g * (om * F)) with (F * (g + om * Rabs g)) by ring.
    assert (D1' := Rmult_le_compat_l (kappa / 2) _ _ ltac:(lra) D1).
    assert (D2' := Rmult_le_compat_l (kappa / 2) _ _ ltac:(lra) D2).
    clearbody y m h i. clear - D1' D2' D3 D4 D5 D6 D7 D8.
    rewrite !Rpow_mult_distr in *. lra.
  Qed.
End Entry.

(** All entries: in every outcome of the noise, with h = g+ε and v = h⊙F + |h|⊙G,
    -κ<g,v> + Bκ²|v|² <= -(κ/(2F_max))|g|²_R - (κ/(8F_max))|g⊙F + |g|⊙G|² + (3/4 κ s + 2Bκ²F_max²)|ε|² + <λ,ε>. *)
Lemma descent_of_array n A w F_max kappa B g :
  in_range n A w -> F_at_most n A w F_max -> 0 < F_max -> 0 < kappa -> 0 <= B -> 8 * B * kappa * F_max <= 1 ->
  exists lambda : vector, forall eps : vector,
    - kappa * dot n g (gradient_response A w (add g eps)) + B * kappa^2 * norm_sq n (gradient_response A w (add g eps))
    <= - (kappa / (2 * F_max)) * weighted_sq n (R_of A w) g - kappa / (8 * F_max) * norm_sq n (gradient_response A w g)
       + sum_of n (fun i => (3 / 4 * kappa * asymmetry n A w + 2 * B * kappa^2 * F_max^2) * (eps i)^2
           + lambda i * eps i).
Proof.
  intros Hw HF HFmax Hkappa HB Hrate.
  destruct (finite_choice n _
    (fun i Hi => descent_entry (F_of A w i) (G_of A w i) F_max (asymmetry n A w) kappa B
       (conj (F_nonneg n A w Hw i Hi) (HF i Hi)) HFmax (G_le_F n A w Hw i Hi) (asymmetry_nonneg n A w)
       (asymmetry_bound n A w Hw i Hi) Hkappa HB Hrate (g i))) as [lambda H].
  exists lambda. intros eps. unfold dot, norm_sq, weighted_sq.
  rewrite <- !sum_of_scal, <- sum_of_minus, <- !sum_of_plus.
  apply sum_of_le. intros i Hi. specialize (H i Hi (eps i)). rewrite R_of_parts. unfold gradient_response, add. lra.
Qed.
